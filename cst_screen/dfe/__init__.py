"""Do trust-level figures agree with those that DfE printed?"""
