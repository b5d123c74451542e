package dev.latido.idempotency.redis;

/**
 * The scripts that Redis runs in one step each, by its own clock. The value of a message is the text {@code state fence
 * fingerprint}. State D is done. State X is dead; the reason follows. State C is claimed and R waits for a retry;
 * {@code until attempts claim} follows: the end of the lease or pause, the number of attempts, and the claim's own
 * number with its owner. One command reads the text, and one command writes it with its time to live.
 */
enum Script {

    /**
     * KEYS message, fence counter; ARGV lease, lease and retention, fingerprint, claim. Returns {@code state number
     * attempt}. A repeated claim gets the same answer, because the client sends it again after a lost connection.
     */
    CLAIM("""
            local known = redis.call('MGET', KEYS[1], KEYS[2])
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local print, attempt = ARGV[3], 1
            if known[1] then
              local state, fence, kept, rest = string.match(known[1], '^(%u) (%d+) (%x+)(.*)')
              if kept ~= '0' then
                if print ~= '0' and print ~= kept then return 'K 0 0' end
                print = kept
              end
              if state == 'D' or state == 'X' then return state .. ' 0 0' end
              local ends, attempts, claim = string.match(rest, '^ (%d+) (%d+) (.*)')
              if state == 'C' and claim == ARGV[4] then return 'G ' .. fence .. ' ' .. attempts end
              if ends - now > 0 then return state .. ' ' .. (ends - now) .. ' 0' end
              attempt = attempts + 1
            end
            local fence = (tonumber(known[2]) or 0) + 1
            local micros = time[1] * 1000000 + time[2]
            if fence < micros then fence = micros end
            local text = string.format('%.0f', fence)
            redis.call('SET', KEYS[2], text)
            redis.call('SET', KEYS[1], 'C ' .. text .. ' ' .. print .. ' ' .. (now + ARGV[1]) .. ' ' .. attempt
              .. ' ' .. ARGV[4], 'PX', ARGV[2])
            return 'G ' .. text .. ' ' .. attempt
            """),

    /** KEYS message; ARGV fence, retention. Returns 1 for done now, 2 for done before, 0 for lost. */
    COMMIT("""
            local known = redis.call('GET', KEYS[1])
            if not known then return 0 end
            local state, fence, kept = string.match(known, '^(%u) (%d+) (%x+)')
            if fence ~= ARGV[1] then return 0 end
            if state == 'C' then
              redis.call('SET', KEYS[1], 'D ' .. fence .. ' ' .. kept, 'PX', ARGV[2])
              return 1
            end
            return state == 'D' and 2 or 0
            """),

    /** KEYS message; ARGV fence, new state, milliseconds, retention, reason. Returns 1 for changed, 0 for lost. */
    CHANGE("""
            local known = redis.call('GET', KEYS[1])
            if not known then return 0 end
            local state, fence, kept, attempts, claim = string.match(known, '^(%u) (%d+) (%x+) %d+ (%d+) (.*)')
            if state ~= 'C' or fence ~= ARGV[1] then return 0 end
            local text = ARGV[2] .. ' ' .. fence .. ' ' .. kept .. ' '
            if ARGV[2] == 'X' then
              redis.call('SET', KEYS[1], text .. ARGV[5], 'PX', ARGV[4])
              return 1
            end
            local time = redis.call('TIME')
            local ends = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[3]
            redis.call('SET', KEYS[1], text .. ends .. ' ' .. attempts .. ' ' .. claim, 'PX', ARGV[3] + ARGV[4])
            return 1
            """),

    /**
     * KEYS any key. Tries the commands of the other scripts; the key lives for a millisecond. Returns what Redis tells of
     * its memory, which is empty if the user may not ask.
     */
    CHECK("""
            redis.call('MGET', KEYS[1])
            redis.call('GET', KEYS[1])
            redis.call('TIME')
            redis.call('SET', KEYS[1], '', 'PX', 1)
            local memory = redis.pcall('INFO', 'memory')
            return type(memory) == 'string' and memory or ''
            """);

    private final String text;

    Script(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
