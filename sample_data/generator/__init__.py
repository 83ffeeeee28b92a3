"""An invented small England, written the way the publishers write the real one."""
