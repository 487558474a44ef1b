# The service from the lock, as an ordinary user. Set DATABASE_URL and mount /srv/keys.
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /srv/venv
COPY requirements.lock ./
RUN /srv/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY docs/errors.md docs/errors.md
COPY schemas schemas
COPY migrations migrations
COPY src src
RUN /srv/venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
# Certificates are set with the fonts of the system: names come in every script.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --home-dir /srv --uid 10001 stackcred && mkdir -p /srv/keys /srv/data \
    && chown stackcred /srv/keys /srv/data
COPY --from=build /srv/venv /srv/venv
USER stackcred
WORKDIR /srv
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 \
    STACKCRED_HOST=0.0.0.0 STACKCRED_KEYSTORE=file:/srv/keys STACKCRED_DATA_DIR=/srv/data
VOLUME ["/srv/keys", "/srv/data"]
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s CMD \
    ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["stackcred", "serve"]
