"""Which trusts make a varied set of case studies, and which trust is each set beside?"""
