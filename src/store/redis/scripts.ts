// The id that a Redis gives itself when it starts as a master, or becomes one. Where INFO is not
// allowed, or does not tell, there is only one history.
const historyLua = `
local function history()
  local said = redis.pcall('INFO', 'replication')
  return type(said) == 'string' and string.match(said, 'master_replid:(%w+)') or ''
end
`;

// Higher than all versions so far, also than those that Redis lost by ending: versions are moments in
// microseconds, or one more than the last where two commits share a moment or the clock was set back.
const versionLua = `
local function nextVersion(key)
  local time, last = redis.call('TIME'), redis.call('GET', key)
  local version = math.max(tonumber(last or '0') + 1, time[1] * 1000000 + time[2])
  local text = string.format('%.0f', version)
  redis.call('SET', key, text)
  return text
end
`;

/** Says which history of what is kept this is. KEYS: 1 any of the account's. */
export const historyScript = `${historyLua} return history()`;

/**
 * Commits a change: looks at everything first, then writes, because Redis takes back nothing of a
 * script that fails halfway.
 *
 * KEYS: 1 the version of the last commit; then those of the checks, adds, puts and deletes; then,
 *   for each id that comes and each that goes, its collection's index.
 * ARGV: 1 how many checks, adds, puts, deletes, ids that come and ids that go, as `1 0 1 0 0 0`, and
 *   the history that it rests on, if it does, as `:3f0c…` (each argument costs the client as much
 *   as Redis); then
 *   for each check what the key's text must begin with ('' absent),
 *   for each add by, max ('' none) and keepUntil in ms ('' as it was),
 *   for each put the value as JSON and keepUntil ('' always),
 *   for each id that comes, and for each that goes, the id;
 *   at the end, when somebody is to hear of it, a channel and what to publish there.
 * Result: 0 done; -1 stale; n > 0: the n-th add is full; n < -1: the (-n - 1)-th add is to a key
 *   that holds a record; a text: stale, and this is the history.
 *
 * A commit of one check and one put calls GETRANGE, TIME, GET and twice SET; ZADD too when the key
 * is new, and INFO when it rests on a history, which costs as much as all of these.
 */
export const commitScript = `${historyLua}${versionLua}
local wantedHistory = string.match(ARGV[1], ':(%w*)')
if wantedHistory then
  local now = history()
  if now ~= wantedHistory then return now end
end

local count = string.gmatch(ARGV[1], '%d+')
local checks, adds, puts = tonumber(count()), tonumber(count()), tonumber(count())
local deletes, come, go = tonumber(count()), tonumber(count()), tonumber(count())
local k, a = 1, 1

for i = 1, checks do
  local wanted = ARGV[a + i]
  -- 40 bytes hold the version; values may be long.
  local head = redis.call('GETRANGE', KEYS[k + i], 0, 39)
  if wanted == '' then
    if head ~= '' then return -1 end
  elseif string.sub(head, 1, #wanted) ~= wanted then
    return -1
  end
end
k, a = k + checks, a + checks

local sums = {}
for i = 1, adds do
  local before = tonumber(redis.call('GET', KEYS[k + i]) or '0')
  if not before then return -1 - i end
  local by, max = tonumber(ARGV[a + 3 * i - 2]), ARGV[a + 3 * i - 1]
  if max ~= '' and by >= 0 and before + by > tonumber(max) then return i end
  if by ~= 0 then sums[i] = string.format('%.0f', before + by) end
end
for i, sum in pairs(sums) do
  local keepUntil = ARGV[a + 3 * i]
  if keepUntil == '' then
    redis.call('SET', KEYS[k + i], sum, 'KEEPTTL')
  else
    redis.call('SET', KEYS[k + i], sum, 'PXAT', keepUntil)
  end
end
k, a = k + adds, a + 3 * adds

if puts > 0 then
  local head = '{"version":' .. nextVersion(KEYS[1]) .. ',"value":'
  for i = 1, puts do
    local text, keepUntil = head .. ARGV[a + 2 * i - 1] .. '}', ARGV[a + 2 * i]
    if keepUntil == '' then
      redis.call('SET', KEYS[k + i], text)
    else
      redis.call('SET', KEYS[k + i], text, 'PXAT', keepUntil)
    end
  end
end
k, a = k + puts, a + 2 * puts

for i = 1, deletes do redis.call('DEL', KEYS[k + i]) end
k = k + deletes
for i = 1, come do redis.call('ZADD', KEYS[k + i], 0, ARGV[a + i]) end
k, a = k + come, a + come
for i = 1, go do redis.call('ZREM', KEYS[k + i], ARGV[a + i]) end
a = a + go

-- A user may be forbidden to publish; the commit stands all the same.
if ARGV[a + 1] then redis.pcall('PUBLISH', ARGV[a + 1], ARGV[a + 2]) end
return 0
`;

/**
 * Deletes collections and writes what replaces them, all at once. The steps are in a list, since
 * they are too many for one request. The keys are too many to be declared; all belong to one
 * account, so all are in one slot. Run a second time it does nothing.
 *
 * KEYS: 1 the version of the last commit; 2 the list; 3 which list was the last.
 * ARGV: 1 what every key of the account begins with; 2 how many parts the list has; 3 its name.
 * A part is a JSON array that begins with what it is:
 *   ["ids", index, collection] all that the index holds goes, and the index,
 *   ["del", key, …], ["put", key, value as JSON, …], ["count", key, number, …],
 *   ["come", index, id, …], ["tell", channel, what to publish there].
 * Result: 0 done; -1 the list is not whole, and nothing was done.
 */
export const clearScript = `${versionLua}
local tag, parts = ARGV[1], tonumber(ARGV[2])
if redis.call('GET', KEYS[3]) == ARGV[3] then return 0 end
if redis.call('LLEN', KEYS[2]) ~= parts then return -1 end
local head
local does = {}
function does.ids(part)
  for _, id in ipairs(redis.call('ZRANGE', part[2], 0, -1)) do
    redis.call('DEL', tag .. part[3] .. '/' .. id)
  end
  redis.call('DEL', part[2])
end
function does.del(part)
  for i = 2, #part do redis.call('DEL', tag .. part[i]) end
end
function does.put(part)
  if not head then
    head = '{"version":' .. nextVersion(KEYS[1]) .. ',"value":'
  end
  for i = 2, #part, 2 do redis.call('SET', tag .. part[i], head .. part[i + 1] .. '}') end
end
function does.count(part)
  for i = 2, #part, 2 do redis.call('SET', tag .. part[i], string.format('%.0f', part[i + 1])) end
end
function does.come(part)
  for i = 3, #part do redis.call('ZADD', part[2], 0, part[i]) end
end
-- A user may be forbidden to publish; the commit stands all the same.
function does.tell(part) redis.pcall('PUBLISH', part[2], part[3]) end
for i = 0, parts - 1, 10 do
  for _, text in ipairs(redis.call('LRANGE', KEYS[2], i, i + 9)) do
    local part = cjson.decode(text)
    does[part[1]](part)
  end
end
redis.call('SET', KEYS[3], ARGV[3])
redis.call('DEL', KEYS[2])
return 0
`;

/**
 * Forgets ids whose keys have expired. In a script, because a commit may bring a key back between
 * the look and the removal.
 *
 * KEYS: 1 the collection's index; then the keys. ARGV: their ids. Result: 0.
 */
export const forgetScript = `
for i = 1, #ARGV do
  if redis.call('EXISTS', KEYS[1 + i]) == 0 then redis.call('ZREM', KEYS[1], ARGV[i]) end
end
return 0
`;
