"""No test reads or fills what a user keeps between commands: nothing is kept, unless a test asks for it.

What one test kept could hide from another what it means to show, so each that asks has a folder of its
own (`CST_SCREEN_CACHE` is set to nothing here, and to a temporary folder there).
"""

import os

os.environ["CST_SCREEN_CACHE"] = ""
