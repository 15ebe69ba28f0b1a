"""bihuan (闭环): from receipt to a satisfied member."""
