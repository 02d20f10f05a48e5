# syntax=docker/dockerfile:1
# One image: pages built with Node.js, then Python and the service alone. No compiler, no Node.js, no root in the end.

FROM node:22-bookworm-slim AS pages
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY web web
RUN node web/build.mjs

# The Python version that the tests run on. The compiler is for the media worker's innermost loop.
FROM python:3.11-slim-bookworm AS packages
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev
RUN python -m venv /opt/chibo
WORKDIR /src
COPY requirements.txt .
RUN /opt/chibo/bin/pip install --no-cache-dir --only-binary :all: --require-hashes --no-deps --requirement requirements.txt
COPY pyproject.toml README.md ./
COPY signaling signaling
RUN /opt/chibo/bin/python -c "import setuptools; setuptools.setup()" --quiet build_ext --inplace

FROM python:3.11-slim-bookworm
RUN groupadd --system --gid 10001 chibo \
    && useradd --system --uid 10001 --gid chibo --home-dir /var/lib/chibo --shell /usr/sbin/nologin chibo \
    && install --directory --owner chibo --group chibo --mode 0700 /var/lib/chibo
COPY --from=packages /opt/chibo /opt/chibo
WORKDIR /opt/chibo/service
COPY server server
COPY signaling signaling
COPY --from=packages /src/signaling/media/_forwarder*.so signaling/media/
COPY recordings recordings
COPY web web
COPY --from=pages /src/web/static/build web/static/build
# The root is read-only when it runs: compile now, or every start would do it again.
RUN /opt/chibo/bin/python -m compileall -q server signaling recordings
ENV PATH=/opt/chibo/bin:$PATH \
    PYTHONPATH=/opt/chibo/service \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CHIBO_DATA_DIR=/var/lib/chibo \
    CHIBO_HOST=0.0.0.0 \
    CHIBO_LOG_FORMAT=json
USER chibo:chibo
VOLUME /var/lib/chibo
EXPOSE 8080/tcp 8080/udp
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-m", "server", "healthy"]
ENTRYPOINT ["python", "-m", "server"]
CMD ["run"]
