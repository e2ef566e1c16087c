"""From ARD rows to laid-out tables whose cells are text."""
