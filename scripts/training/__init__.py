"""Code that needs torch: building shipped models, never run time."""
