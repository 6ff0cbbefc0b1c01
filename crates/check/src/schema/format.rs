//! The layout of the compiled facts: `hagen-facts` writes it, this crate reads it in place.
//!
//! All numbers are little endian. A text is named by its place in the sorted table of texts, a node by its place in
//! the table of nodes; equal nodes are stored once, whatever kinds and minors use them.
//!
//! ```text
//! file      = MAGIC, count of texts, nodes, patterns, kinds, minors, sources : u32 each,
//!             (texts + 1) x u32 ends, bytes of the texts,
//!             (nodes + 1) x u32 ends, bytes of the nodes,
//!             patterns x text : u16,
//!             kinds x (kind : u16, apiVersion : u16, KIND_* flags : u8, source : u16, root per minor : u16),
//!             minors x (minor : u8, source : u16, node of ObjectMeta : u16),
//!             sources x text : u16
//! node      = Shape : u8, NODE_* flags : u8,
//!             with NODE_PROPERTIES: count : u8, required : u8, fingerprints : count x u8,
//!                                   required flags : count x u8, count x (name : u16, node : u16),
//!             with NODE_CHILD: node : u16,
//!             attributes to the end
//! attribute = Tag : u8, length of the payload : u16, payload
//! ```

/// How a file of facts begins; the last letter changes with the layout.
pub const MAGIC: [u8; 8] = *b"hagen-fA";

/// In the table of kinds: the kind does not exist in this minor.
pub const ABSENT: u16 = u16::MAX;

/// The node has properties.
pub const NODE_PROPERTIES: u8 = 1;
/// The node has a node for list elements, for the values of a map, or for what a link leads to.
pub const NODE_CHILD: u8 = 1 << 1;
/// Fields that are not among the properties are refused.
pub const NODE_CLOSED: u8 = 1 << 2;
/// `null` is a value.
pub const NODE_NULLABLE: u8 = 1 << 3;
/// The value is a whole object, with `apiVersion`, `kind` and `metadata`.
pub const NODE_EMBEDDED: u8 = 1 << 4;

/// Objects of the kind live in a namespace.
pub const KIND_NAMESPACED: u8 = 1;
/// The kind is part of Kubernetes, not of a custom resource definition.
pub const KIND_BUILT_IN: u8 = 1 << 1;

/// An enumeration that is stored as one byte.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$case_doc:meta])* $case:ident = $code:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $name { $($(#[$case_doc])* $case = $code),* }

        impl $name {
            /// The meaning of a stored byte.
            #[inline]
            pub const fn from_code(code: u8) -> Option<Self> {
                match code { $($code => Some(Self::$case),)* _ => None }
            }

            /// The byte to store.
            pub const fn code(self) -> u8 {
                self as u8
            }
        }
    };
}

codes! {
    /// What a value has to be.
    Shape {
        /// Anything; attributes bind the values that they are about.
        Any = 0,
        /// A mapping with properties.
        Object = 1,
        /// A mapping with free keys and values of one node.
        Map = 2,
        /// A sequence.
        List = 3,
        /// Text.
        String = 4,
        /// A whole number.
        Integer = 5,
        /// A number.
        Number = 6,
        /// `true` or `false`.
        Boolean = 7,
        /// A whole number or text.
        IntOrString = 8,
        /// An amount with a unit, as text or number: `resource.Quantity`.
        Quantity = 9,
        /// Another node, where a definition contains itself.
        Link = 10,
    }
}

codes! {
    /// What else is known of a node.
    Tag {
        /// The values it may have: texts.
        Enum = 1,
        /// A regular expression that text has to contain: index of a pattern.
        Pattern = 2,
        /// The least number: f64.
        Minimum = 3,
        /// The greatest number: f64.
        Maximum = 4,
        /// What the number has to exceed: f64.
        ExclusiveMinimum = 5,
        /// What the number has to stay under: f64.
        ExclusiveMaximum = 6,
        /// What divides the number: f64.
        MultipleOf = 7,
        /// The least count of characters: u32.
        MinLength = 8,
        /// The greatest count of characters: u32.
        MaxLength = 9,
        /// The least count of elements: u32.
        MinItems = 10,
        /// The greatest count of elements: u32.
        MaxItems = 11,
        /// The least count of fields: u32.
        MinProperties = 12,
        /// The greatest count of fields: u32.
        MaxProperties = 13,
        /// What the text or number stands for: [`Format`].
        Format = 14,
        /// The elements are unique.
        Set = 15,
        /// The elements are unique by these fields: texts.
        MapKeys = 16,
        /// All of these nodes hold: nodes.
        AllOf = 17,
        /// One of these nodes holds, or more: nodes.
        AnyOf = 18,
        /// Exactly one of these nodes holds: nodes.
        OneOf = 19,
        /// This node does not hold: node.
        Not = 20,
        /// Of these fields at least and at most so many are there: u8, u8, texts.
        Choice = 21,
        /// A check that is code: [`Check`].
        Check = 22,
        /// The value that the API server puts where there is none: JSON text.
        Default = 23,
        /// The field by which a strategic merge joins elements: text.
        MergeKey = 24,
        /// A rule in CEL and what it says when it does not hold: text, text (empty for none).
        Rule = 25,
    }
}

codes! {
    /// What a text or number stands for.
    Format {
        /// A whole number of 32 bits.
        Int32 = 1,
        /// A whole number of 64 bits.
        Int64 = 2,
        /// A point in time by RFC 3339.
        DateTime = 3,
        /// A day by RFC 3339.
        Date = 4,
        /// Bytes in base64.
        Byte = 5,
        /// An IPv4 address.
        Ipv4 = 6,
        /// An IPv6 address.
        Ipv6 = 7,
        /// An address range.
        Cidr = 8,
        /// An identifier by RFC 4122.
        Uuid = 9,
        /// A span of time as Go writes it.
        Duration = 10,
        /// The name of a host.
        Hostname = 11,
    }
}

codes! {
    /// What the API server checks in code, where the schema is silent.
    Check {
        /// A DNS label by RFC 1123.
        DnsLabel = 1,
        /// A DNS name by RFC 1123.
        DnsName = 2,
        /// A DNS label by RFC 1035: begins with a letter.
        ServiceName = 3,
        /// The key of a label, with an optional prefix.
        LabelKey = 4,
        /// The value of a label.
        LabelValue = 5,
        /// A mapping of labels.
        Labels = 6,
        /// A mapping of annotations.
        Annotations = 7,
        /// A selector over labels.
        LabelSelector = 8,
        /// The name of a port.
        PortName = 9,
        /// The number or the name of a port.
        PortOrName = 10,
        /// A count or a percentage.
        CountOrPercent = 11,
        /// The name of an environment variable.
        EnvName = 12,
        /// A mapping with the keys of a ConfigMap or a Secret.
        ConfigData = 13,
        /// The key of a ConfigMap or a Secret.
        ConfigKey = 14,
        /// A path that does not leave its volume.
        InnerPath = 15,
        /// A path in a container.
        MountPath = 16,
        /// A schedule of five fields.
        Schedule = 17,
        /// An IP address.
        Ip = 18,
        /// An address range.
        Cidr = 19,
        /// An amount of zero or more.
        Amount = 20,
        /// A mapping of resources and amounts.
        Resources = 21,
        /// The requests and limits of a container.
        ResourceRequirements = 22,
        /// The name of a container image.
        Image = 23,
        /// A path of a URL.
        HttpPath = 24,
        /// A host name whose first label may be `*`.
        WildcardName = 25,
        /// The specification of a pod.
        PodSpec = 26,
        /// The specification of what runs pods for good: its selector has to match its own pods.
        Workload = 27,
        /// The template of pods that run for good.
        RestartAlways = 28,
        /// The template of pods that end.
        RestartUntilDone = 29,
        /// The specification of a service.
        Service = 30,
        /// The bounds of a horizontal autoscaler.
        Autoscaler = 31,
        /// The rule of a role.
        PolicyRule = 32,
        /// A kind, and the fields that only this kind has.
        MetricSpec = 33,
        /// A name that is a segment of a path.
        PathSegment = 34,
        /// A probe that one success satisfies.
        SingleSuccess = 35,
        /// The specification of a pod: what it mounts is there.
        Mounts = 36,
        /// A field of a pod that its containers can read.
        FieldPath = 37,
        /// A toleration of a taint.
        Toleration = 38,
        /// A requirement on the labels of a node.
        NodeRequirement = 39,
        /// The security context of a container.
        SecurityContext = 40,
        /// A profile of seccomp or `AppArmor`.
        Profile = 41,
        /// A probe that restarts nothing.
        ReadinessProbe = 42,
        /// How pods spread.
        Spread = 43,
        /// The claim of a volume.
        Claim = 44,
        /// The address of a service in the cluster.
        ServiceAddress = 45,
        /// A path that does not step back.
        HostPath = 46,
        /// A ConfigMap.
        ConfigMap = 47,
        /// A Secret, which has the keys of its type.
        Secret = 48,
        /// A range of ports of a network policy.
        PolicyPort = 49,
        /// An address range with exceptions.
        IpBlock = 50,
        /// A path of an Ingress.
        IngressPath = 51,
        /// The specification of a job.
        Job = 52,
        /// The name of a time zone.
        TimeZone = 53,
        /// What a metric should be.
        MetricTarget = 54,
        /// Who is bound to a `ClusterRole` everywhere.
        ClusterSubject = 55,
        /// An EndpointSlice.
        EndpointSlice = 56,
        /// A `CustomResourceDefinition`, which is named by its plural and group.
        Definition = 57,
    }
}

/// A byte that tells most names of an object apart, so that a field is found by a walk over bytes.
#[inline]
pub fn fingerprint(name: &str) -> u8 {
    let bytes = name.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return 0 };
    let middle = bytes[bytes.len() / 2];
    first.wrapping_mul(3)
        ^ last.wrapping_mul(7)
        ^ middle.wrapping_mul(31)
        ^ bytes.len().to_le_bytes()[0].wrapping_mul(59)
}
