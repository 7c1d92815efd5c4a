import express, { type Express, type RequestHandler } from "express";
import helmet from "helmet";
import type { Store } from "../store/store.ts";
import { bodyWithin, bodyWithinMs } from "./body.ts";
import type { FirstStep } from "./first-steps.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { onlyFromHere } from "./only-from-here.ts";
import { page, stylesheet } from "./page.ts";
import { notFound, problems } from "./problem.ts";

export type AppParts = {
  readonly store: Store;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly trustProxy: number;
  /** `/api`, for administrators. */
  readonly api: RequestHandler;
  /** Where WeChat is simulated. */
  readonly around: Around | undefined;
};

/** WeChat around the account: `/_sim` for whoever plays it, `/cgi-bin` for programs. */
export type Around = {
  readonly control: RequestHandler;
  readonly cgi: RequestHandler;
  /** What a newcomer can try there, with a contact out of the address book. */
  readonly steps: (at: string) => Promise<readonly FirstStep[]>;
  /** SIMULATOR=on was written out: then any Host and Origin may call. */
  readonly open: boolean;
};

const readyWithinMs = 900;

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
    const ready = await answersWithin(parts.store, readyWithinMs);
    response.status(ready ? 200 : 503).type("text/plain");
    response.send(ready ? "ready\n" : `not ready: ${parts.store.label} does not answer\n`);
  });
  app.use("/api", parts.api);
  // All that follows shows a simulated world, which is this machine's own unless it was opened.
  if (parts.around?.open === false) app.use(onlyFromHere);
  app.get("/metrics", async (_request, response) => {
    response.set("Content-Type", parts.metrics.contentType).send(await parts.metrics.text());
  });
  if (parts.around !== undefined) {
    const { control, cgi } = parts.around;
    const body = express.json({ limit: "10mb", inflate: false });
    app.use("/_sim", bodyWithin(bodyWithinMs), body, control);
    app.use("/cgi-bin", bodyWithin(bodyWithinMs), cgi);
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

const policy = { defaultSrc: ["'self'"], frameAncestors: ["'none'"], baseUri: ["'none'"] };

async function answersWithin(store: Store, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  const answers = store.ping().then(
    () => true,
    () => false,
  );
  const ready = await Promise.race([answers, late]);
  clearTimeout(timer);
  return ready;
}
