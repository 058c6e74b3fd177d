"""The real web application with the run's clock; it may die between storing an event and answering."""

from __future__ import annotations

from mostek.chaos.hook import end_with_parent, striking, told_by_environment
from mostek.lib import points
from mostek.wsgi import application

__all__ = ["application"]

end_with_parent()
_pace, _folder = told_by_environment()
_pace.keep()
points.install(striking(_folder))
