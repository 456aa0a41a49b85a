"""Does an earlier release still run on the schema that the new migrations leave?"""
