"""What a worker needs to know of an outbox message: when it is due, who has it, how it ended."""

from django.db import migrations, models
from django.db.models import F, Q


def _due_at_once(apps, _schema_editor):
    """Messages written so far have been due since they were written."""
    apps.get_model("shared", "OutboxMessage")._base_manager.update(due_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("shared", "0002_guards")]

    operations = [
        migrations.RemoveIndex("outboxmessage", "outbox_unclaimed"),
        migrations.AddField("outboxmessage", "key", models.CharField(max_length=120, null=True)),
        migrations.AddField("outboxmessage", "due_at", models.DateTimeField(null=True)),
        migrations.AddField("outboxmessage", "claimed_by", models.CharField(blank=True, default="", max_length=80)),
        migrations.AddField("outboxmessage", "lease_until", models.DateTimeField(null=True)),
        migrations.AddField("outboxmessage", "done_at", models.DateTimeField(null=True)),
        migrations.AddField("outboxmessage", "parked_at", models.DateTimeField(null=True)),
        migrations.AddField("outboxmessage", "last_error", models.CharField(blank=True, default="", max_length=300)),
        migrations.RunPython(_due_at_once, migrations.RunPython.noop),
        migrations.AlterField("outboxmessage", "due_at", models.DateTimeField()),
        migrations.AddConstraint(
            "outboxmessage", models.UniqueConstraint(fields=["topic", "key"], name="outbox_key_once")
        ),
        migrations.AddConstraint(
            "outboxmessage",
            models.CheckConstraint(
                name="outbox_done_or_parked", condition=Q(done_at__isnull=True) | Q(parked_at__isnull=True)
            ),
        ),
        migrations.AddIndex(
            "outboxmessage",
            models.Index(
                fields=["due_at", "id"],
                name="outbox_open",
                condition=Q(done_at__isnull=True, parked_at__isnull=True),
            ),
        ),
        migrations.AddIndex(
            "outboxmessage",
            models.Index(fields=["-id"], name="outbox_parked", condition=Q(parked_at__isnull=False)),
        ),
        migrations.AddIndex(
            "outboxmessage",
            models.Index(fields=["done_at"], name="outbox_done", condition=Q(done_at__isnull=False)),
        ),
    ]
