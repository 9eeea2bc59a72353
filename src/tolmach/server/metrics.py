"""Numbers about a running server, as Prometheus reads them; no text and no user is among them."""

import time
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tolmach.service.translation_service import TranslationService

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class ServerMetrics:
    """Counters of one server."""

    def __init__(self, service: TranslationService) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_QueueCollector(service))
        self.requests = Counter(
            "tolmach_requests_total",
            "Requests by the interface's address and the status of the answer.",
            ("address", "status"),
            registry=self._registry,
        )
        self.seconds = Histogram(
            "tolmach_request_seconds",
            "Seconds from a request to the end of its answer.",
            ("address",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.characters = Counter(
            "tolmach_characters_total",
            "Characters translated or looked at.",
            registry=self._registry,
        )

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)


class _QueueCollector(Collector):
    """How much waits for each model, asked when somebody wants to know."""

    def __init__(self, service: TranslationService) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        """Yield the tokens that wait."""
        waiting = GaugeMetricFamily(
            "tolmach_waiting_tokens", "Tokens that wait to be translated.", labels=["model"]
        )
        for model in self._service.models:
            waiting.add_metric([model.name], model.scheduler.waiting)
        yield waiting


class Meter:
    """An ASGI application that counts the requests of another, by route, never by what is sent."""

    def __init__(self, app: ASGIApp, metrics: ServerMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.monotonic()
        status = 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            address = getattr(scope.get("route"), "path", "other")
            self._metrics.requests.labels(address, str(status)).inc()
            self._metrics.seconds.labels(address).observe(time.monotonic() - started)
