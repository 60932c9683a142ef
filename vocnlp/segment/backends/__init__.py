"""Hold one segmentation engine a module; each is imported only when it is asked for."""
