"""How do the published files arrive: asked for politely, recognised, and put over nothing of the user's?"""
