import express, { type Express, type RequestHandler } from "express";
import helmet from "helmet";
import { BadInputError } from "../domain/bad-input.ts";
import { onlyWithToken } from "./bearer.ts";
import type { FirstStep } from "../simulator/first-steps.ts";
import type { Log } from "../app/log.ts";
import type { Metrics } from "../app/metrics.ts";
import { onlyFromHere } from "./only-from-here.ts";
import { page, stylesheet } from "./page.ts";
import { notFound, problems } from "./problem.ts";
import type { WhyNotReady } from "../app/readiness.ts";

/** What the HTTP application is made of. */
export type AppParts = {
  /** What `/readyz` says. */
  readonly whyNotReady: WhyNotReady;
  readonly log: Log;
  readonly metrics: Metrics;
  /** The token that `/metrics` asks for. Undefined: it is shown where the simulator is on, or to nobody. */
  readonly metricsToken: string | undefined;
  readonly trustProxy: number;
  /** `/api`, for administrators. */
  readonly api: RequestHandler;
  /** The simulator's handlers; undefined: it is off. */
  readonly around: Around | undefined;
};

/** The simulator's HTTP handlers: `/_sim`, its control API, and `/cgi-bin`, the platform's. */
export type Around = {
  readonly control: RequestHandler;
  readonly cgi: RequestHandler;
  /** What a new user can try first, with a contact out of the address book. */
  readonly steps: (at: string) => Promise<readonly FirstStep[]>;
  /** SIMULATOR=on was written out: then any Host and Origin may call. */
  readonly open: boolean;
};

/** Makes everything but `/callback`: health, metrics, the console's API, the control API, a page. */
export function createApp(parts: AppParts): Express {
  const app = express();
  app.set("trust proxy", parts.trustProxy);
  app.set("query parser", "simple");
  app.disable("x-powered-by");
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: policy } }));

  app.get("/healthz", (_request, response) => {
    response.type("text/plain").send("alive\n");
  });
  app.get("/readyz", async (_request, response) => {
    const reason = await parts.whyNotReady();
    response.status(reason === undefined ? 200 : 503).type("text/plain");
    response.send(reason === undefined ? "ready\n" : `not ready: ${reason}\n`);
  });
  app.use("/api", parts.api);
  const { metrics, metricsToken } = parts;
  const showMetrics: RequestHandler = async (_request, response) => {
    response.set("Content-Type", metrics.contentType).send(await metrics.text());
  };
  if (metricsToken !== undefined) app.get("/metrics", onlyWithToken(metricsToken), showMetrics);
  // What follows shows a simulated world: to programs on this machine only, unless it was opened.
  if (parts.around !== undefined) {
    app.use(onlyFromHere({ toAnybody: parts.around.open, trustProxy: parts.trustProxy }));
  }
  app.get("/metrics", parts.around === undefined ? refuseMetrics : showMetrics);
  if (parts.around !== undefined) {
    const { control, cgi } = parts.around;
    const body = express.json({ limit: "10mb", inflate: false });
    app.use("/_sim", body, control);
    app.use("/cgi-bin", cgi);
  }
  app.get("/", async (request, response) => {
    const port = request.socket.localPort ?? 3000;
    response.type("html").send(page(await parts.around?.steps(`localhost:${port}`)));
  });
  app.get("/page.css", (_request, response) => {
    response.type("css").send(stylesheet);
  });
  app.use(notFound());
  app.use(problems(parts.log));
  return app;
}

// Codes are sent to registered contacts only, so the counters tell which contacts are registered.
const refuseMetrics: RequestHandler = () => {
  throw new BadInputError(
    "/metrics tells which contacts are registered; set METRICS_TOKEN, and send it as: Authorization: Bearer …",
    "forbidden",
  );
};

const policy = { defaultSrc: ["'self'"], frameAncestors: ["'none'"], baseUri: ["'none'"] };
