"""Owners, users and the keys they log in with."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from rocket3pl.shared.rights import OWNER_ROLES, RIGHTS, STAFF_ROLES, Right, Role
from rocket3pl.shared.tenancy import Actor

LANGUAGES = [("ko", "한국어"), ("zh-hans", "中文"), ("en", "English")]


class Owner(models.Model):
    """A seller whose goods lie in the warehouse. `code` is the 화주코드: 8 of A-Z0-9."""

    class Status(models.TextChoices):
        ACTIVE = "active"
        SUSPENDED = "suspended"

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=100)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    business_no = models.CharField(max_length=10, blank=True)
    default_language = models.CharField(max_length=10, choices=LANGUAGES, default="ko")
    auto_approve = models.BooleanField(default=False)
    low_stock_threshold = models.PositiveBigIntegerField(default=0)
    low_stock_enabled = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "code")

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class UserManager(BaseUserManager["User"]):
    """Creates people."""

    def create_user(self, *, login_id: str, role: Role, password: str | None = None, **rest: Any) -> "User":
        """Create a person; owner roles get no password, they log in with the owner's key."""
        user = self.model(login_id=login_id, role=role, **rest)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person who logs in: of an owner (with `owner`) or of the warehouse (without)."""

    login_id = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=16, choices=[(r.value, r.value) for r in Role])
    owner = models.ForeignKey(Owner, null=True, blank=True, on_delete=models.PROTECT, related_name="users")
    language = models.CharField(max_length=10, choices=LANGUAGES, blank=True)
    is_active = models.BooleanField(default=True)
    preferences = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "login_id"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ("login_id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="user_owner_matches_role",
                condition=Q(role__in=sorted(OWNER_ROLES), owner__isnull=False)
                | Q(role__in=sorted(STAFF_ROLES), owner__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.login_id

    def may(self, right: Right) -> bool:
        """Say whether the person's role holds the right."""
        return right in RIGHTS[Role(self.role)]

    @property
    def actor(self) -> Actor:
        """Return the person as the scope knows them."""
        return Actor(user_id=self.pk, name=self.name, role=Role(self.role))


class MarketplaceKey(models.Model):
    """A seller's 1688상품관 API KEY, kept as a salted argon2 hash: enough to log in, useless if stolen."""

    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="keys")
    key_hash = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.owner.code} #{self.pk}"


class ApiKey(models.Model):
    """A key by which a program acts: for an owner, or without one for the warehouse.

    A token is prefix and secret; of the secret only the SHA-256 is kept, which is enough for 256 random
    bits. `areas` says per area "read" or "write"; `role` says what the key may do at the most.
    """

    owner = models.ForeignKey(Owner, null=True, on_delete=models.PROTECT, related_name="api_keys")
    prefix = models.CharField(max_length=12, unique=True)
    secret_hash = models.CharField(max_length=64)
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=16, choices=[(r.value, r.value) for r in Role])
    areas = models.JSONField(default=dict)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="api_key_role_fits_owner",
                condition=Q(owner__isnull=True, role__in=[r.value for r in sorted(STAFF_ROLES)])
                | Q(owner__isnull=False, role__in=[r.value for r in sorted(OWNER_ROLES)]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}"

    @property
    def actor(self) -> Actor:
        """Return the key as the scope knows it: whoever made it, acting through a program."""
        return Actor(user_id=self.created_by_id, name=f"API {self.name}", role=Role(self.role))
