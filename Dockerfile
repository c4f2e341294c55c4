# syntax=docker/dockerfile:1.7
# One image a target:
#   docker build --target gateway            -t binance-gateway .
#   docker build --target mcp-server         -t binance-gateway-mcp .
#   docker build --target exchange-simulator -t binance-exchange-simulator .
# apps/deploy-e2e carries these steps out without a container engine.

FROM node:24-bookworm-slim AS build
WORKDIR /app
ENV CI=true NX_DAEMON=false NX_NO_CLOUD=true
COPY . .
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
RUN npx nx run-many -t build -p gateway mcp-server exchange-simulator --output-style=static
# what runs, without what was only needed to build
RUN node tools/container/collect.mjs /app /out

FROM node:24-bookworm-slim AS runtime
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 LOG_FORMAT=json DATA_DIR=/data
COPY --from=build /out /app
RUN mkdir -p /data && chown node:node /data
USER node
VOLUME /data
STOPSIGNAL SIGTERM

FROM runtime AS exchange-simulator
ENV PORT=9443
EXPOSE 9443
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["node", "healthcheck.mjs", "/api/v3/ping"]
CMD ["node", "apps/exchange-simulator/dist/main.js"]

FROM runtime AS mcp-server
ENV PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["node", "healthcheck.mjs", "/health"]
CMD ["node", "apps/mcp-server/dist/main.js", "--mode", "http"]

# the last one is what `docker build .` makes
FROM runtime AS gateway
ENV PORT=3000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["node", "healthcheck.mjs", "/health"]
CMD ["node", "apps/gateway/dist/main.js"]
