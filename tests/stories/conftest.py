"""What the stories share beside the house's own: the people."""

from tests.stories.people import people as people
