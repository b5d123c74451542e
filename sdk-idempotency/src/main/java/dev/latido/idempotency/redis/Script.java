package dev.latido.idempotency.redis;

/**
 * What Redis runs in one step, on its own clock. A message is a hash: state {@code s} (C claimed, R to be retried, D done,
 * X dead), fence {@code f}, until when lease or pause last {@code u}, attempts {@code a}, owner {@code o}, the claim's own
 * number {@code n}, fingerprint {@code p}, reason {@code r}.
 */
enum Script {

    /**
     * KEYS message, fence counter; ARGV owner, lease, retention, fingerprint, number of the claim. The same claim once more
     * gets the same answer, since the client sends it again after a lost connection.
     */
    CLAIM("""
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local known = redis.call('HMGET', KEYS[1], 's', 'u', 'a', 'p', 'n', 'f')
            local state = known[1]
            if state then
              if ARGV[4] ~= '0' and known[4] and known[4] ~= ARGV[4] then return {'K', 0, 0} end
              if state == 'D' or state == 'X' then return {state, 0, 0} end
              if state == 'C' and known[5] == ARGV[5] then return {'G', known[6], known[3]} end
              local rest = known[2] - now
              if rest > 0 then return {state, rest, 0} end
            end
            local attempt = (tonumber(known[3]) or 0) + 1
            local fence = (tonumber(redis.call('GET', KEYS[2])) or 0) + 1
            local micros = time[1] * 1000000 + time[2]
            if fence < micros then fence = micros end
            local text = string.format('%.0f', fence)
            redis.call('SET', KEYS[2], text)
            redis.call('HSET', KEYS[1], 's', 'C', 'f', text, 'u', now + ARGV[2], 'a', attempt, 'o', ARGV[1], 'n', ARGV[5])
            if ARGV[4] ~= '0' then redis.call('HSETNX', KEYS[1], 'p', ARGV[4]) end
            redis.call('PEXPIRE', KEYS[1], ARGV[2] + ARGV[3])
            return {'G', text, attempt}
            """),

    /** KEYS message; ARGV fence, new state, milliseconds, retention, reason. 1 done, 2 done before, 0 lost. */
    CHANGE("""
            local known = redis.call('HMGET', KEYS[1], 's', 'f')
            if known[2] ~= ARGV[1] then return 0 end
            if known[1] ~= 'C' then
              if known[1] == 'D' and ARGV[2] == 'D' then return 2 end
              return 0
            end
            if ARGV[2] == 'D' or ARGV[2] == 'X' then
              redis.call('HSET', KEYS[1], 's', ARGV[2])
              redis.call('HDEL', KEYS[1], 'u', 'a', 'o', 'n')
              if ARGV[2] == 'X' then redis.call('HSET', KEYS[1], 'r', ARGV[5]) end
              redis.call('PEXPIRE', KEYS[1], ARGV[4])
              return 1
            end
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            redis.call('HSET', KEYS[1], 's', ARGV[2], 'u', now + ARGV[3])
            redis.call('PEXPIRE', KEYS[1], ARGV[3] + ARGV[4])
            return 1
            """);

    private final String text;

    Script(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
