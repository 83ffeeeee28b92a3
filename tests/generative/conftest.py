"""Every run tries the same worlds, so that a failure can be looked at again."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "small_worlds",
    derandomize=True,
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("small_worlds")
