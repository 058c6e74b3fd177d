from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_nouns'),
    ]

    operations = [
        migrations.AddField(
            model_name='connection',
            name='consent_asked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='connection',
            name='pause_code',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='connection',
            name='refresh_began_at',
            field=models.DateTimeField(null=True),
        ),
    ]
