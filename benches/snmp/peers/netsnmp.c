/* net-snmp's library: one line of JSON, as the other clients.
 *
 *   netsnmp async|sync CASE PORT SECONDS IN_FLIGHT
 *
 * async: a session per device over net-snmp's asynchronous interface (snmp_send, snmp_select_info, snmp_read), all in one thread; its
 *        sessions have a socket each. sync: one session, snmp_synch_response.
 * gcc -O2 -o netsnmp netsnmp.c -lnetsnmp
 */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/large_fd_set.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>

enum { ROWS = 48, REPETITIONS = 10, NCOLUMNS = 6 };
static const oid UPTIME[] = {1, 3, 6, 1, 2, 1, 1, 3, 0};
static const oid COLUMN[] = {1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 0, 0};
static const oid COLUMNS[NCOLUMNS] = {6, 7, 8, 10, 11, 12};

enum kind { GET, BULK, WALK, V3 };
static enum kind kind;
static double until;
static unsigned long requests, varbinds, errors, live;
static volatile unsigned long long sum;

/* One device: its session, and how many rows of the table are read. */
struct device {
    struct snmp_session *session;
    unsigned row;
    unsigned long walked;
};

static double now(void) {
    struct timeval t;
    gettimeofday(&t, NULL);
    return t.tv_sec + t.tv_usec * 1e-6;
}

static double cpu(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

static struct snmp_pdu *ask(const struct device *d) {
    struct snmp_pdu *pdu;
    if (kind == GET || kind == V3) {
        pdu = snmp_pdu_create(SNMP_MSG_GET);
        snmp_add_null_var(pdu, UPTIME, OID_LENGTH(UPTIME));
        return pdu;
    }
    pdu = snmp_pdu_create(SNMP_MSG_GETBULK);
    pdu->non_repeaters = 0;
    pdu->max_repetitions = ROWS - d->row < REPETITIONS ? ROWS - d->row : REPETITIONS;
    for (int c = 0; c < NCOLUMNS; c++) {
        oid name[OID_LENGTH(COLUMN)];
        memcpy(name, COLUMN, sizeof name);
        name[10] = COLUMNS[c];
        name[11] = d->row;
        snmp_add_null_var(pdu, name, d->row ? 12 : 11);
    }
    return pdu;
}

/* Reads every value to a number; returns how many there were. */
static unsigned long read_all(const struct snmp_pdu *pdu) {
    unsigned long count = 0;
    if (pdu->command != SNMP_MSG_RESPONSE || pdu->errstat != SNMP_ERR_NOERROR) return 0;
    for (const struct variable_list *v = pdu->variables; v; v = v->next_variable) {
        if (v->type == ASN_COUNTER64) sum += (unsigned long long)v->val.counter64->high << 32 | v->val.counter64->low, count++;
        else if (v->type == ASN_TIMETICKS) sum += *v->val.integer, count++;
    }
    return count;
}

static void take(struct device *d, const struct snmp_pdu *pdu) {
    unsigned long count = read_all(pdu), want = kind == GET || kind == V3 ? 1 : NCOLUMNS * REPETITIONS;
    requests++;
    varbinds += count;
    if (kind != WALK) {
        errors += count != want;
        return;
    }
    d->walked += count;
    d->row += REPETITIONS;
    if (d->row >= ROWS) {
        errors += d->walked != NCOLUMNS * ROWS;
        d->row = d->walked = 0;
    }
}

static void send_next(struct device *d);

static int answered(int operation, struct snmp_session *session, int id, struct snmp_pdu *pdu, void *magic) {
    struct device *d = magic;
    (void)session;
    (void)id;
    live--;
    if (operation == NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE) take(d, pdu);
    else errors++;
    if (now() < until) send_next(d);
    return 1;
}

static void send_next(struct device *d) {
    struct snmp_pdu *pdu = ask(d);
    if (snmp_async_send(d->session, pdu, answered, d)) live++;
    else {
        snmp_free_pdu(pdu);
        errors++;
    }
}

static struct snmp_session *open_session(unsigned number, int port) {
    struct snmp_session session, *opened;
    char peer[64];
    snmp_sess_init(&session);
    snprintf(peer, sizeof peer, "udp:127.%u.%u.%u:%d", kind == V3 ? 0 : 1, number >> 8, kind == V3 ? 1 : number & 255, port);
    session.peername = peer;
    session.timeout = 1000000;
    session.retries = 1;
    if (kind == V3) {
        session.version = SNMP_VERSION_3;
        session.securityName = "bench";
        session.securityNameLen = 5;
        session.securityLevel = SNMP_SEC_LEVEL_AUTHPRIV;
        session.securityAuthProto = usmHMACSHA1AuthProtocol;
        session.securityAuthProtoLen = USM_AUTH_PROTO_SHA_LEN;
        session.securityAuthKeyLen = USM_AUTH_KU_LEN;
        session.securityPrivProto = usmAESPrivProtocol;
        session.securityPrivProtoLen = USM_PRIV_PROTO_AES_LEN;
        session.securityPrivKeyLen = USM_PRIV_KU_LEN;
        const char *auth = "authentication", *priv = "confidentiality";
        if (generate_Ku(session.securityAuthProto, session.securityAuthProtoLen, (u_char *)auth, strlen(auth), session.securityAuthKey,
                        &session.securityAuthKeyLen) != SNMPERR_SUCCESS
            || generate_Ku(session.securityAuthProto, session.securityAuthProtoLen, (u_char *)priv, strlen(priv),
                           session.securityPrivKey, &session.securityPrivKeyLen) != SNMPERR_SUCCESS)
            return NULL;
    } else {
        session.version = SNMP_VERSION_2c;
        session.community = (u_char *)"public";
        session.community_len = 6;
    }
    opened = snmp_open(&session);
    if (!opened) snmp_sess_perror("netsnmp", &session);
    return opened;
}

int main(int argc, char **argv) {
    if (argc != 6) return fprintf(stderr, "netsnmp async|sync CASE PORT SECONDS IN_FLIGHT\n"), 2;
    int async = !strcmp(argv[1], "async"), port = atoi(argv[3]);
    unsigned count = async ? atoi(argv[5]) : 1;
    kind = !strcmp(argv[2], "get") ? GET : !strcmp(argv[2], "bulk") ? BULK : !strcmp(argv[2], "walk") ? WALK : V3;
    /* No configuration, no MIB files, nothing persistent: only the protocol. */
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
    setenv("MIBS", "", 1);
    init_snmp("netsnmp");
    struct device *devices = calloc(count, sizeof *devices);
    for (unsigned i = 0; i < count; i++)
        if (!(devices[i].session = open_session(i, port))) return 1;
    double from = now(), spent = cpu();
    until = from + atof(argv[4]);
    if (async) {
        for (unsigned i = 0; i < count; i++) send_next(&devices[i]);
        while (live) {
            int fds = 0, block = 1;
            netsnmp_large_fd_set set;
            struct timeval timeout;
            netsnmp_large_fd_set_init(&set, FD_SETSIZE);
            NETSNMP_LARGE_FD_ZERO(&set);
            snmp_select_info2(&fds, &set, &timeout, &block);
            fds = netsnmp_large_fd_set_select(fds, &set, NULL, NULL, block ? NULL : &timeout);
            if (fds > 0) snmp_read2(&set);
            else snmp_timeout();
            netsnmp_large_fd_set_cleanup(&set);
        }
    } else
        while (now() < until) {
            struct snmp_pdu *response = NULL;
            if (snmp_synch_response(devices->session, ask(devices), &response) == STAT_SUCCESS) take(devices, response);
            else errors++;
            if (response) snmp_free_pdu(response);
        }
    printf("{\"requests\":%lu,\"varbinds\":%lu,\"errors\":%lu,\"cpu\":%.6f,\"wall\":%.6f}\n", requests, varbinds, errors, cpu() - spent,
           now() - from);
    return 0;
}
