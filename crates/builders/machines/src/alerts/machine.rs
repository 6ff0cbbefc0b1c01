//! Alerts about the machines themselves. Disks, memory, clocks, units and network cards are among the rules of
//! kube-prometheus-stack, which hold for every node exporter.

use hagen_observe::{Alert, Runbook, Selector, Severity, minutes};

use super::job;
use crate::component::Machines;

pub(super) fn alerts(machines: &Machines) -> Vec<Alert> {
    vec![down(machines), exporter_down(machines), stuck(machines), threads(machines)]
}

fn down(machines: &Machines) -> Alert {
    Alert {
        name: "MachineDown",
        severity: Severity::Critical,
        expr: format!("{} == 0", job(machines, "node-exporter").of("up")),
        hold: minutes(3),
        summary: "the machine {{ $labels.machine }} does not answer".into(),
        description:
            "Its node exporter does not answer: the machine is off, cut off, or the exporter does not run."
                .into(),
        runbook: Runbook {
            meaning: "Nothing is known of a machine outside the cluster. Other alerts about it are held back.",
            look: "`ping` and `ssh` it. When it answers: `systemctl status node_exporter`, and whether its firewall lets the \
                   cluster's nodes in.",
            mend: "Start the machine, or the exporter (`systemctl restart node_exporter`). The files to set it up anew are \
                   under `machines/` beside these runbooks.",
        },
        ..Alert::default()
    }
}

fn exporter_down(machines: &Machines) -> Alert {
    let others = Selector::default().is("group", machines.name.as_str()).is_not("job", "node-exporter");
    Alert {
        name: "MachineExporterDown",
        expr: format!("{} == 0", others.of("up")),
        summary: "{{ $labels.job }} on {{ $labels.machine }} shows no metrics".into(),
        description: "The machine may be well; {{ $labels.job }} on it is not, or its port is closed.".into(),
        runbook: Runbook {
            meaning: "A service on a machine does not answer the scrape.",
            look: "`curl http://<machine>:<port>/metrics` from a node of the cluster, and `systemctl status` of the service.",
            mend: "Restart the service after its log has told why it stopped.",
        },
        ..Alert::default()
    }
}

fn stuck(machines: &Machines) -> Alert {
    let waiting = job(machines, "node-exporter").is("state", "D").of("node_processes_state");
    Alert {
        name: "MachineProcessesStuck",
        expr: format!("{waiting} > 10"),
        hold: minutes(15),
        summary: "{{ $value }} processes of {{ $labels.machine }} wait for a disk".into(),
        description:
            "They cannot even be killed while they wait. A disk or a network file system does not answer."
                .into(),
        runbook: Runbook {
            meaning: "Many processes are in uninterruptible sleep.",
            look: "`ps -eo state,pid,cmd | grep ^D`, `dmesg --level=err,warn`, `iostat -x 1`.",
            mend: "Mend the disk or the mount. A database on a failing disk is better switched over first.",
        },
        ..Alert::default()
    }
}

fn threads(machines: &Machines) -> Alert {
    let own = job(machines, "node-exporter");
    let (used, most) = (own.of("node_processes_threads"), own.of("node_processes_max_threads"));
    Alert {
        name: "MachineThreadsNearLimit",
        expr: format!("{used} / {most} > 0.8"),
        hold: minutes(10),
        summary: "{{ $labels.machine }} uses {{ $value | humanizePercentage }} of its threads".into(),
        description: "At the limit no process can start, not even a login.".into(),
        runbook: Runbook {
            meaning: "The kernel's limit of threads is near.",
            look: "`ps -eo nlwp,pid,cmd --sort=-nlwp | head`.",
            mend: "Restart what leaks threads; raise `kernel.threads-max` only when the number is meant.",
        },
        ..Alert::default()
    }
}
