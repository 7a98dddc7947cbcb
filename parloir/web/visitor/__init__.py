"""The visitor's site (P3 to P12, P20): one question a page, all of it without a script but the
camera and the visit itself."""
