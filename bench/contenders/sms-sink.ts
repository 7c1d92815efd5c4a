import { createServer } from "node:http";

/** Stands where a provider of SMS would, and takes everything. */
export type SmsSink = { readonly url: string; readonly stop: () => void };

/** Starts a sink on a free port: the codes that ours sends leave as in life, and go nowhere. */
export function startSmsSink(): Promise<SmsSink> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(204).end();
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      resolve({
        url: `http://127.0.0.1:${port}/sms`,
        stop: () => {
          server.close();
          server.closeAllConnections();
        },
      });
    });
  });
}
