"""What is in the report, the page that a panel opens in a browser?"""
