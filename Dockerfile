# One image, both roles: `instance` (one app) and `control-plane` (many apps).
# Needs no BuildKit. BASE is any Debian-like image with Node 24 and npm.
ARG BASE=node:24-bookworm-slim

FROM ${BASE} AS build
WORKDIR /src
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund --loglevel=error \
 && PATH="/src/node_modules/.bin:$PATH" npm run -s build \
 && node scripts/pack.mjs /out \
 && node scripts/compile-cache.mjs /out/dist/main.js

FROM ${BASE}
# The control plane closes the way from an app to the host with iptables.
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends iptables \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*.log /var/log/apt \
 && mkdir -p /data && chown 1000:1000 /data && chmod 700 /data
COPY --from=build /out /app
ENV NODE_ENV=production \
    APPBASE_HOST=0.0.0.0 \
    APPBASE_DATA_DIR=/data
WORKDIR /app
# The compose file gives the control plane root with four capabilities; an instance never needs it.
USER 1000:1000
VOLUME /data
EXPOSE 3000 3001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "/app/scripts/healthcheck.mjs"]
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["instance"]
