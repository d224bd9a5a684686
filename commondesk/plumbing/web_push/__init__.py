"""Web push: what a browser's push service must be told, and the seal that only the browser can open.

Who sends what to whom is none of its business.
"""
