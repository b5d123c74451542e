package dev.latido.topics.acl;

import dev.latido.topics.TopicRoot;
import dev.latido.topics.internal.Channel;
import dev.latido.topics.internal.Levels;
import java.util.List;

/**
 * The place of a device, which determines its permissions.
 *
 * @param site the site, or {@code +}
 * @param area the area, or {@code +}
 */
record DevicePlace(String site, String area) {

    static final DevicePlace ANYWHERE = new DevicePlace("+", "+");

    /** Returns the permissions of the device there, for its name or for the placeholder that a broker replaces by it. */
    List<AclGrant> grants(TopicRoot root, String device) {
        return List.of(
                grant(AclGrant.Access.WRITE, root, Channel.EVENTS, device),
                grant(AclGrant.Access.WRITE, root, Channel.STATE, device),
                grant(AclGrant.Access.READ, root, Channel.COMMANDS, device));
    }

    private AclGrant grant(AclGrant.Access access, TopicRoot root, Channel channel, String device) {
        String filter = Levels.join(List.of(root.toString(), channel.level(), site, area, device, "+"));
        return new AclGrant(access, filter, "");
    }

    @Override
    public String toString() {
        return site + "/" + area;
    }
}
