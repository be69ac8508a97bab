"""How fast this machine is proves nothing, so Hypothesis does not mind."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    'patient', deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile('patient')
