"""Did schools that joined a trust rise further than schools like them?"""
