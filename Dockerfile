# For CI systems without Python. `make image` builds the wheel, then this:
#   docker run --rm --volume "$PWD:/work" --user "$(id -u):$(id -g)" --env EXEC_API_KEY execsync execsync apply --yes
FROM python:3.13-slim AS build
COPY action/requirements.txt dist/*.whl /tmp/
RUN python -m venv /opt/execsync \
    && /opt/execsync/bin/pip install --no-cache-dir --require-hashes --requirement /tmp/requirements.txt \
    && /opt/execsync/bin/pip install --no-cache-dir --no-index --no-deps /tmp/*.whl \
    && /opt/execsync/bin/pip uninstall --yes pip

FROM python:3.13-slim
# Git tells what changed, and keeps State where it lies on a ref. Debian keeps only one version of it at a time.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/execsync /opt/execsync
# What is counted of requests lies here, for whichever user the container is started as.
RUN mkdir --mode=1777 /var/lib/execsync
ENV PATH=/opt/execsync/bin:$PATH XDG_STATE_HOME=/var/lib/execsync
WORKDIR /work
USER 1000:1000
CMD ["execsync", "--help"]
