"""STUB"""
from django.db import models


class Courier(models.Model):
    code = models.CharField(max_length=20, unique=True)
    active = models.BooleanField(default=True)


class CoupangCentre(models.Model):
    code = models.CharField(max_length=40, unique=True)
    active = models.BooleanField(default=True)
