import { serveMiddleware } from "./serve-middleware.ts";

// Its session as the package's README has it: each callback, which has no cookie, makes a new one.
serveMiddleware({ resave: true, saveUninitialized: true });
