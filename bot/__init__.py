"""The faces: everything that talks to a person or to the network."""
