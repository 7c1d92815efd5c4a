import { serveMiddleware } from "./serve-middleware.ts";

// Its session tuned for callbacks: one GET before and one SET after.
serveMiddleware({ resave: false, saveUninitialized: false });
