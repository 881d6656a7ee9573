"""Pages of the volunteers' door: thin views over the services, in the visitor's language."""
