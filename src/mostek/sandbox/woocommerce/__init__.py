"""A shop that sells like WooCommerce, as far as a bridge can notice."""
