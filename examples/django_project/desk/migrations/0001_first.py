"""The table of tasks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes it."""

    initial = True
    operations = [
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        verbose_name="ID", primary_key=True, auto_created=True, serialize=False
                    ),
                ),
                ("case", models.CharField(max_length=40, db_index=True)),
                ("event", models.CharField(max_length=40)),
                ("said", models.JSONField(default=dict)),
                ("officer", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        max_length=10,
                        choices=[("waiting", "待办"), ("done", "已办"), ("refused", "未准")],
                        default="waiting",
                    ),
                ),
                ("told", models.CharField(max_length=400, default="")),
            ],
            options={"ordering": ("id",)},
        )
    ]
