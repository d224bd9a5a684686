"""Commondesk: a cooperative virtual reference desk."""
