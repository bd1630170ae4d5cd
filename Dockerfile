# syntax=docker/dockerfile:1

# The program alone, 40 MB on Debian's slim base, for a warehouse on a ClickHouse server. The embedded engine's library
# (566 MB) is left out on purpose: `vigie serve` on embedded:DIR runs from a clone of the project (make run), or anywhere
# that VIGIE_LIBCHDB names the library.

FROM node:24.18.0-bookworm-slim AS node

FROM golang:1.26.8-bookworm AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /src
# What changes seldom comes first, so that a change of the code fetches nothing again.
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY go.mod go.sum ./
RUN go mod download
# The history is in, because the version is read from it (git describe).
COPY . .
RUN make build

FROM debian:bookworm-20260918-slim
# The collector's spool is a volume, which takes the mode of /spool: whoever the collector runs as may write in it.
# wget is for the health checks, the certificates for warehouses on https.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates wget \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -m 1777 /spool \
    && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin vigie
COPY --from=build /src/bin/vigie /usr/local/bin/vigie
USER 10001:10001
EXPOSE 8710
ENTRYPOINT ["/usr/local/bin/vigie"]
