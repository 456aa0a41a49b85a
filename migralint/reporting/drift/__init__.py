"""What a look at live databases has shown, in each format: pure, yields lines."""
