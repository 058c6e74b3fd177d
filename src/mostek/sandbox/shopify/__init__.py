"""A stand-in for a Shopify shop: GraphQL Admin, webhooks, and controls."""
