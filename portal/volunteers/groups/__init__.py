"""Teams: groups of volunteers with leaders, organisers and members."""
