import { validate } from "@readme/openapi-parser";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { callsOf } from "../../../src/console/api/calls.ts";
import { described, operationsOf, startAdministrated } from "./administrator.ts";

const file = fileURLToPath(new URL("../../../docs/openapi.yaml", import.meta.url));
/** What is no route of the table: signing in, and the upload, which reads its body itself. */
const besides = ["post /session", "delete /session", "post /members/import"];

describe("docs/openapi.yaml", () => {
  it("is an OpenAPI description", async () => {
    const result = await validate(file);
    expect(result.valid).to.equal(true);
    expect(result.warnings).to.have.lengthOf(0);
  });

  it("describes every route of /api and what it answers, and none that is not there", async () => {
    const { program, ask, answered } = await startAdministrated();
    try {
      const { host } = program;
      const calls = callsOf({
        store: host.store,
        acts: host.assistant.acts,
        freshSettings: host.fresh.settings,
        realNow: Date.now,
        worldNow: () => host.worldNow(),
      });
      const routes = Object.keys(calls).map((name) =>
        name.toLowerCase().replaceAll(/:(\w+)/g, "{$1}"),
      );
      const operations = operationsOf(await described());
      expect(operations).to.have.members([...routes, ...besides]);

      const stranger = "oNewcomer1";
      await program.call("POST", `/_sim/followers/${stranger}/follow`);
      for (const content of ["13800000001", "000000"]) {
        await program.call("POST", `/_sim/followers/${stranger}/messages`, { content });
      }
      await ask("get", "/account");
      await ask("patch", "/account", { seats: null });
      await ask("get", "/settings");
      await ask("patch", "/settings", { helpdesk: "8001" });
      await ask("get", "/members?q=zhang");
      await ask("post", "/members", { userid: "li.na", name: "李娜", mobile: "13800000077" });
      await ask("get", "/members/li.na");
      await ask("patch", "/members/li.na", { position: "测试" });
      await ask("post", "/members/li.na/disable");
      await ask("post", "/members/li.na/enable");
      await ask("post", "/departments", { name: "客服部", id: 9 });
      await ask("get", "/departments?parentid=1");
      await ask("get", "/departments/9");
      await ask("patch", "/departments/9", { name: "客户部" });
      await ask("delete", "/departments/9");
      await ask("get", "/deliveries?state=waiting");
      await ask("get", "/followers?status=unverified");
      await ask("get", `/followers/${stranger}`);
      await ask("post", `/followers/${stranger}/bind`, { userid: "li.na" });
      await ask("post", `/followers/${stranger}/unlock`);
      await ask("post", `/followers/${stranger}/release`);
      await ask("delete", "/members/li.na");
      await ask("post", "/administrators", { name: "li.na", password: "a password of hers" });
      await ask("get", "/administrators");
      await ask("put", "/administrators/li.na/password", { password: "another of hers" });
      await ask("delete", "/administrators/li.na");
      await ask("get", "/audit");
      const others = operations.filter(
        (operation) => !answered.has(operation) && !besides.includes(operation),
      );
      // A delivery to try again needs a courier that fails: test/console/api/deliveries.test.ts.
      expect(others).to.deep.equal(["post /deliveries/{id}/again"]);
    } finally {
      await program.stop();
    }
  });
});
