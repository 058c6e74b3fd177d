"""What Mostek asks the GraphQL Admin API. No query may cost more than 1,000 points, so an order is asked for by itself.

Reference: https://shopify.dev/docs/api/admin-graphql/latest/queries/orders
"""

from __future__ import annotations

BAG = "{ presentmentMoney { amount currencyCode } }"
ADDRESS = "{ firstName lastName company address1 address2 zip city countryCodeV2 }"
LINES = 40
REFUNDS = 10
RETURNED = 20

ITEMS = f"""
pageInfo {{ hasNextPage endCursor }}
nodes {{
  id name quantity currentQuantity isGiftCard
  product {{ id }}
  variant {{ id }}
  originalUnitPriceSet {BAG}
  discountAllocations {{ allocatedAmountSet {BAG} }}
  taxLines {{ priceSet {BAG} }}
}}
"""

CHANGED = """
query Changed($first: Int!, $after: String, $query: String!) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    pageInfo { hasNextPage endCursor }
    nodes { id updatedAt }
  }
}
"""

ORDER = f"""
query Order($id: ID!) {{
  order(id: $id) {{
    id name displayFinancialStatus test taxesIncluded processedAt updatedAt cancelledAt cancelReason
    paymentGatewayNames email
    totalPriceSet {BAG}
    currentTotalPriceSet {BAG}
    currentTotalDutiesSet {BAG}
    currentTotalAdditionalFeesSet {BAG}
    totalTipReceivedSet {BAG}
    totalCashRoundingAdjustment {{ paymentSet {BAG} }}
    customAttributes {{ key value }}
    billingAddress {ADDRESS}
    shippingAddress {ADDRESS}
    purchasingEntity {{
      ... on PurchasingCompany {{
        company {{ name }}
        location {{ taxSettings {{ taxRegistrationId }} }}
      }}
    }}
    lineItems(first: {LINES}) {{ {ITEMS} }}
    shippingLines(first: 10) {{
      nodes {{ title isRemoved discountedPriceSet {BAG} taxLines {{ priceSet {BAG} }} }}
    }}
    transactions(first: 20) {{ kind status test processedAt amountSet {BAG} }}
  }}
}}
"""

MORE_LINES = f"""
query MoreLines($id: ID!, $after: String!) {{
  order(id: $id) {{ lineItems(first: {LINES}, after: $after) {{ {ITEMS} }} }}
}}
"""

RETURNS = f"""
query Returns($id: ID!) {{
  order(id: $id) {{
    refunds(first: {REFUNDS}) {{
      id createdAt note
      refundLineItems(first: {RETURNED}) {{
        nodes {{
          quantity
          lineItem {{ id name product {{ id }} variant {{ id }} }}
          subtotalSet {BAG}
          totalTaxSet {BAG}
        }}
      }}
      transactions(first: 5) {{ nodes {{ kind status test amountSet {BAG} }} }}
    }}
  }}
}}
"""

STANDING = """
query Standing {
  shop { name myshopifyDomain }
  currentAppInstallation { accessScopes { handle } }
  webhookSubscriptions(first: 100) { nodes { topic uri } }
}
"""

SUBSCRIBE = """
mutation Subscribe($topic: WebhookSubscriptionTopic!, $webhook: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhook) {
    webhookSubscription { id }
    userErrors { field message }
  }
}
"""

PRODUCTS = """
query Products($after: String) {
  products(first: 20, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { id title variants(first: 30) { nodes { id title } } }
  }
}
"""

WRITE = """
mutation Write($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) {
    metafields { key }
    userErrors { field message code }
  }
}
"""
