"""Sample volunteers of the sample city: numbered, labelled, removable. Nobody here exists."""
