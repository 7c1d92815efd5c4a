# The assistant and the simulator in one image; `docker run IMAGE doctor URL` and the other verbs too.
# compose.yaml shows both uses. What is run here is run without an engine by test/docker/.
ARG NODE=24

FROM node:${NODE}-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY src ./src
RUN npm run build && npm prune --omit=dev --no-audit --no-fund && mkdir data

FROM node:${NODE}-bookworm-slim
WORKDIR /app
COPY package.json LICENSE ./
COPY fixtures ./fixtures
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build --chown=node:node /app/data /data

# Production unless somebody says otherwise: then the account's secrets are asked for, and the
# simulator, which shows codes to whoever reaches it, is off. compose.yaml says otherwise for tests.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data

USER node
VOLUME /data
# 3000: callbacks and everything else over HTTP. 1025: the simulator's mail, with INBOX_SMTP_PORT=1025.
EXPOSE 3000 1025
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=64", "dist/bin/main.js"]
CMD ["start"]
