import type { FirstStep } from "../simulator/first-steps.ts";

/** Returns the start page in both languages, with what to try; undefined: the simulator is off. */
export function page(steps: readonly FirstStep[] | undefined): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Enterprise Assistant</title>
<link rel="stylesheet" href="/page.css">
</head>
<body>
<main>
<h1>Enterprise Assistant <span lang="zh-CN">企业小助手</span></h1>
<p>This server answers WeChat callbacks at <code>/callback</code> and finds out which employee a follower is.</p>
<p lang="zh-CN">本服务在 <code>/callback</code> 应答微信回调，确认关注者是哪位员工。</p>
${steps === undefined ? real : simulator(steps)}
<h2>Also here <span lang="zh-CN">另有</span></h2>
<ul>
<li><a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a>, <a href="/metrics">/metrics</a></li>
<li><code>POST /api/session</code>, <code>POST /api/members/import</code></li>
</ul>
</main>
</body>
</html>
`;
}

function simulator(steps: readonly FirstStep[]): string {
  const tries = steps.map(({ about, inChinese, lines }) => {
    const pre = lines.length === 0 ? "" : `\n<pre>${escaped(lines.join("\n"))}</pre>`;
    return `<p>${escaped(about)}. <span lang="zh-CN">${escaped(inChinese)}。</span></p>${pre}`;
  });
  return `<p><strong>The platform around it is simulated</strong>: nothing here reaches WeChat. <span lang="zh-CN">平台为模拟，不会连接微信。</span></p>
<h2>Try it <span lang="zh-CN">试一试</span></h2>
${tries.join("\n")}
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

const real = `<p>The simulator is off here: the account's callback settings name this server's <code>/callback</code>. <span lang="zh-CN">此处未启用模拟器。</span></p>`;

/** How the page looks: one column, readable on a phone too, light and dark. */
export const stylesheet = `:root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }
main { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
[lang="zh-CN"] { opacity: .75; }
h1 span, h2 span { white-space: nowrap; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: .75rem 1rem; border-radius: .5rem; background: #8882; }
`;
