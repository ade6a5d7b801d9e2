"""The sample news site: three small sites of different make, served on loopback, written for this project."""
