"""The visitor's site (P3 to P12, P20), with one question a page.

Only the camera and the visit itself need a script."""
