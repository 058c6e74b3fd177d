"""What leaves Mostek for others: signed messages to the seller's own addresses, and numbers for the platforms.

`events` makes the rows, in the transaction of the change that they tell of. `deliver` sends what is due, outside of any
transaction: `post` to an address, `write_back` into a platform. `endpoints` is what a person does with them.
"""
