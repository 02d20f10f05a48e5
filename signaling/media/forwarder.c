/* forwarder.forward_in_python and fan_out.send_in_python in C: the same contracts and the same bytes, where there was a
 * compiler at installation.
 *
 * It reads the Python objects which the loop in forwarder.py reads, so that there is one state and no copy of it. Their
 * slots are read by offset, which `bind_to` learns from the classes; what it cannot learn, it refuses. Nothing is
 * sealed or addressed before all that was read for it is known to be good: a wrong number sealed would use SRTP's key
 * stream twice, and a wrong place would be written to.
 */

#define _GNU_SOURCE /* sendmmsg's mmsghdr; a system without it goes on in Python */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/udp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEADER_BYTES 12
#define VERSION 0x80 /* no padding, no extensions, no CSRC */
#define WIDE 0x8000  /* a picture number of fifteen bits follows */
#define PICTURE_MASK 0x7FFF
#define MOST_SLOTS 8
#define MOST_MESSAGES 256

_Static_assert(sizeof(struct mmsghdr) == 64 && offsetof(struct msghdr, msg_iov) == 16,
               "fan_out.py writes these structures as words");

typedef int (*seal_function)(void *context, void *packet, int *length);

enum {
    PACKET_NUMBER,
    PACKET_TIMESTAMP,
    PACKET_MARKER,
    PACKET_PAYLOAD,
    PACKET_PICTURE_AT,
    PACKET_PICTURE,
    PACKET_TL0,
};
enum {
    TURN_FIRST,
    TURN_SEQUENCE,
    TURN_TIMESTAMP,
    TURN_PICTURE,
    TURN_TL0,
    TURN_SSRC,
    TURN_PAYLOAD_TYPE,
    TURN_SENDER,
};
enum { LINE_FAN_OUT, LINE_DESTINATION, LINE_CONTEXT };
enum { DESTINATION_PLACE, DESTINATION_LENGTH };
enum { FAN_OUT_COUNT, FAN_OUT_DROPPED, FAN_OUT_DESTINATIONS, FAN_OUT_HEADERS };

/* A class of the house, and where its slots lie in an object. */
struct layout {
    const char *names[MOST_SLOTS];
    PyTypeObject *type;
    Py_ssize_t offsets[MOST_SLOTS];
};

/* All that `bind_to` learns. */
struct binding {
    struct layout packet, turn, line, destination, fan_out;
    seal_function seal;
    Py_ssize_t batch, most_payload;
};

static struct binding bound = {
    .packet = {.names = {[PACKET_NUMBER] = "number",
                         [PACKET_TIMESTAMP] = "timestamp",
                         [PACKET_MARKER] = "marker",
                         [PACKET_PAYLOAD] = "payload",
                         [PACKET_PICTURE_AT] = "picture_at",
                         [PACKET_PICTURE] = "picture",
                         [PACKET_TL0] = "tl0"}},
    .turn = {.names = {[TURN_FIRST] = "first",
                       [TURN_SEQUENCE] = "sequence",
                       [TURN_TIMESTAMP] = "timestamp",
                       [TURN_PICTURE] = "picture",
                       [TURN_TL0] = "tl0",
                       [TURN_SSRC] = "ssrc",
                       [TURN_PAYLOAD_TYPE] = "payload_type",
                       [TURN_SENDER] = "sender"}},
    .line = {.names = {[LINE_FAN_OUT] = "fan_out", [LINE_DESTINATION] = "destination", [LINE_CONTEXT] = "context"}},
    .destination = {.names = {[DESTINATION_PLACE] = "place", [DESTINATION_LENGTH] = "length"}},
    .fan_out = {.names = {[FAN_OUT_COUNT] = "count",
                          [FAN_OUT_DROPPED] = "dropped",
                          [FAN_OUT_DESTINATIONS] = "destinations",
                          [FAN_OUT_HEADERS] = "headers"}},
};
static PyObject *line_name, *flush_name;

/* A packet as all its viewers share it. */
struct packet {
    int64_t number;
    uint32_t timestamp, picture, tl0;
    uint8_t marker;
    PyObject *payload; /* owned: a flush or a line may run Python */
    Py_ssize_t size, picture_at; /* 0: there is no picture number */
    int has_tl0;
};

static PyObject *slot(PyObject *object, const struct layout *of, int which)
{
    return *(PyObject **)((char *)object + of->offsets[which]);
}

/* Return what stands in a slot; -1 with an error set if that is no number, so ask PyErr_Occurred before it is used. */
static long long number(PyObject *object, const struct layout *of, int which)
{
    PyObject *value = slot(object, of, which);
    if (value != NULL)
        return PyLong_AsLongLong(value);
    PyErr_Format(PyExc_TypeError, "%s is not set", of->names[which]);
    return -1;
}

static int set_number(PyObject *object, const struct layout *of, int which, long long value)
{
    PyObject *boxed = PyLong_FromLongLong(value);
    if (boxed == NULL)
        return 0;
    PyObject **place = (PyObject **)((char *)object + of->offsets[which]);
    Py_XSETREF(*place, boxed);
    return 1;
}

static int is_a(PyObject *object, const struct layout *of)
{
    if (object != NULL && of->type != NULL && Py_TYPE(object) == of->type)
        return 1;
    PyErr_Format(PyExc_TypeError, "not bound for %.100s", object != NULL ? Py_TYPE(object)->tp_name : "what is not set");
    return 0;
}

static int read_packet(PyObject *object, struct packet *into)
{
    if (!is_a(object, &bound.packet))
        return 0;
    PyObject *payload = slot(object, &bound.packet, PACKET_PAYLOAD);
    if (payload == NULL || !PyBytes_CheckExact(payload)) {
        PyErr_SetString(PyExc_TypeError, "payload is not bytes");
        return 0;
    }
    long long tl0 = number(object, &bound.packet, PACKET_TL0);
    into->number = number(object, &bound.packet, PACKET_NUMBER);
    into->timestamp = (uint32_t)number(object, &bound.packet, PACKET_TIMESTAMP);
    into->marker = (uint8_t)number(object, &bound.packet, PACKET_MARKER);
    into->picture_at = (Py_ssize_t)number(object, &bound.packet, PACKET_PICTURE_AT);
    into->picture = (uint32_t)number(object, &bound.packet, PACKET_PICTURE);
    into->has_tl0 = tl0 >= 0;
    into->tl0 = (uint32_t)tl0;
    into->size = PyBytes_GET_SIZE(payload);
    if (PyErr_Occurred())
        return 0;
    if (into->picture_at < 0 || (into->picture_at && into->picture_at > into->size - 2 - into->has_tl0)) {
        PyErr_SetString(PyExc_ValueError, "the picture number is not in the payload");
        return 0;
    }
    into->payload = Py_NewRef(payload);
    return 1;
}

static void put16(uint8_t *at, uint32_t value)
{
    uint16_t ordered = htons((uint16_t)value);
    memcpy(at, &ordered, sizeof ordered);
}

static void put32(uint8_t *at, uint32_t value)
{
    uint32_t ordered = htonl(value);
    memcpy(at, &ordered, sizeof ordered);
}

/* Write the packet in this turn's numbers, all of which are taken modulo their own width; say whether they are good. */
static int write_packet(uint8_t *at, const struct packet *packet, PyObject *turn)
{
    at[0] = VERSION;
    at[1] = packet->marker | (uint8_t)number(turn, &bound.turn, TURN_PAYLOAD_TYPE);
    put16(at + 2, (uint32_t)packet->number + (uint32_t)number(turn, &bound.turn, TURN_SEQUENCE));
    put32(at + 4, packet->timestamp + (uint32_t)number(turn, &bound.turn, TURN_TIMESTAMP));
    put32(at + 8, (uint32_t)number(turn, &bound.turn, TURN_SSRC));
    memcpy(at + HEADER_BYTES, PyBytes_AS_STRING(packet->payload), (size_t)packet->size);
    if (packet->picture_at) {
        uint8_t *numbers = at + HEADER_BYTES + packet->picture_at;
        uint32_t picture = packet->picture + (uint32_t)number(turn, &bound.turn, TURN_PICTURE);
        put16(numbers, WIDE | (picture & PICTURE_MASK));
        if (packet->has_tl0)
            numbers[2] = (uint8_t)(packet->tl0 + (uint32_t)number(turn, &bound.turn, TURN_TL0));
    }
    return !PyErr_Occurred();
}

/* Note where a datagram goes. Often that is there already: a room has the same places in the same order. */
static int address(struct mmsghdr *message, PyObject *destinations, Py_ssize_t at, PyObject *destination)
{
    if (PyList_GET_ITEM(destinations, at) == destination)
        return 1;
    long long place = number(destination, &bound.destination, DESTINATION_PLACE);
    long long length = number(destination, &bound.destination, DESTINATION_LENGTH);
    if (PyErr_Occurred())
        return 0;
    message->msg_hdr.msg_name = (void *)(uintptr_t)place;
    message->msg_hdr.msg_namelen = (socklen_t)length;
    return PyList_SetItem(destinations, at, Py_NewRef(destination)) == 0; /* keeps its memory alive */
}

/* Write, seal and queue the packet for one viewer. What libsrtp refuses is dropped and counted. */
static int queue(const struct packet *packet, PyObject *turn, PyObject *line)
{
    PyObject *fan_out = slot(line, &bound.line, LINE_FAN_OUT);
    PyObject *destination = slot(line, &bound.line, LINE_DESTINATION);
    if (!is_a(fan_out, &bound.fan_out) || !is_a(destination, &bound.destination))
        return 0;
    PyObject *destinations = slot(fan_out, &bound.fan_out, FAN_OUT_DESTINATIONS);
    long long headers = number(fan_out, &bound.fan_out, FAN_OUT_HEADERS);
    long long at = number(fan_out, &bound.fan_out, FAN_OUT_COUNT);
    long long context = number(line, &bound.line, LINE_CONTEXT);
    if (PyErr_Occurred())
        return 0;
    if (headers == 0 || at < 0 || at >= bound.batch || destinations == NULL || !PyList_CheckExact(destinations) ||
        PyList_GET_SIZE(destinations) != bound.batch) {
        PyErr_SetString(PyExc_ValueError, "not a batch");
        return 0;
    }
    struct mmsghdr *message = (struct mmsghdr *)(uintptr_t)headers + at;
    struct iovec *vector = message->msg_hdr.msg_iov;
    int *length = (int *)&vector->iov_len; /* its lower half, for libsrtp and the kernel; never read here as a whole */
    if (!write_packet(vector->iov_base, packet, turn) || !address(message, destinations, (Py_ssize_t)at, destination))
        return 0;
    *length = HEADER_BYTES + (int)packet->size;
    if (bound.seal((void *)(uintptr_t)context, vector->iov_base, length) != 0) {
        long long dropped = number(fan_out, &bound.fan_out, FAN_OUT_DROPPED);
        return !PyErr_Occurred() && set_number(fan_out, &bound.fan_out, FAN_OUT_DROPPED, dropped + 1);
    }
    if (!set_number(fan_out, &bound.fan_out, FAN_OUT_COUNT, at + 1))
        return 0;
    if (at + 1 < bound.batch)
        return 1;
    PyObject *none = PyObject_CallMethodNoArgs(fan_out, flush_name);
    Py_XDECREF(none);
    return none != NULL;
}

/* Take one turn: nothing for a line that is down, or for a straggler of the time before the switch. */
static int take_turn(const struct packet *packet, PyObject *turn)
{
    if (!is_a(turn, &bound.turn))
        return 0;
    long long first = number(turn, &bound.turn, TURN_FIRST);
    if (PyErr_Occurred())
        return 0;
    if (packet->number < first)
        return 1;
    PyObject *sender = slot(turn, &bound.turn, TURN_SENDER);
    if (sender == NULL) {
        PyErr_SetString(PyExc_TypeError, "a turn without a sender");
        return 0;
    }
    PyObject *line = PyObject_GetAttr(sender, line_name);
    int is_well = line != NULL && (line == Py_None || (is_a(line, &bound.line) && queue(packet, turn, line)));
    Py_XDECREF(line);
    return is_well;
}

static PyObject *forward(PyObject *Py_UNUSED(self), PyObject *const *arguments, Py_ssize_t count)
{
    struct packet packet;
    if (count != 2) {
        PyErr_SetString(PyExc_TypeError, "forward(packet, turns)");
        return NULL;
    }
    if (!read_packet(arguments[0], &packet))
        return NULL;
    PyObject *turns = PySequence_Fast(arguments[1], "turns is not a sequence");
    int is_well = turns != NULL, fits = packet.size <= bound.most_payload;
    for (Py_ssize_t at = 0; is_well && fits && at < PySequence_Fast_GET_SIZE(turns); at++) {
        PyObject *turn = Py_NewRef(PySequence_Fast_GET_ITEM(turns, at));
        is_well = take_turn(&packet, turn);
        Py_DECREF(turn);
    }
    Py_XDECREF(turns);
    Py_DECREF(packet.payload);
    if (!is_well)
        return NULL;
    Py_RETURN_NONE;
}

/* From here on: sending. What one viewer gets of a batch leaves as one message where it can, which the kernel takes apart
 * again in its lowest layer (UDP_SEGMENT, Linux 4.18): a picture's packets go through all the others once, not each. */

#define MOST_SEGMENTS 44     /* fewer than the 64 that older kernels take, and than fill 64 KiB */
#define LONGEST_SEGMENT 1232 /* what every path of IPv6 carries (1,280 - 48); what is longer leaves by itself */
#define MOST_REFUSALS 16     /* in a row: then it is not one viewer's path that cannot, but this machine */
#define TABLE 1024           /* four times as large as what it holds */
#define NONE (-1)

/* Messages for one place (a Destination's memory), each as long as the first but the last, which may be shorter. */
struct run {
    int first, last, length, count, takes_more;
};

struct control {
    _Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof(uint16_t))];
};

static struct {
    struct run runs[MOST_MESSAGES];
    int next[MOST_MESSAGES]; /* of the same run */
    int table[TABLE];        /* by a place's hash: its latest run */
    struct mmsghdr joined[MOST_MESSAGES];
    struct iovec vectors[MOST_MESSAGES];
    struct control controls[MOST_MESSAGES];
} sending; /* the GIL is held all the time, so one will do; a socket that blocks would hold it, too */

static int kernel_takes_apart; /* one that does not know how would send all as one datagram */
static int refusals;

static int length_of(const struct mmsghdr *message)
{
    int length; /* libsrtp wrote the lower half of a word; the upper one is always 0 */
    memcpy(&length, &message->msg_hdr.msg_iov->iov_len, sizeof length);
    return length;
}

/* Return where in the table the latest run of this place is, or is to be. */
static int *entry_of(const struct mmsghdr *messages, const void *place)
{
    for (uintptr_t at = (uintptr_t)place >> 4;; at++) {
        int *entry = &sending.table[at % TABLE];
        if (*entry == NONE || messages[sending.runs[*entry].first].msg_hdr.msg_name == place)
            return entry;
    }
}

/* Sort the messages into runs, each place's in their order; return how many. */
static int find_runs(const struct mmsghdr *messages, int count)
{
    int runs = 0;
    memset(sending.table, 0xFF, sizeof sending.table); /* NONE */
    for (int at = 0; at < count; at++) {
        int length = length_of(&messages[at]);
        int *entry = entry_of(messages, messages[at].msg_hdr.msg_name);
        struct run *run = *entry == NONE ? NULL : &sending.runs[*entry];
        sending.next[at] = NONE;
        if (run == NULL || !run->takes_more || length == 0 || length > run->length) {
            int may_grow = kernel_takes_apart && length <= LONGEST_SEGMENT;
            *entry = runs;
            sending.runs[runs++] = (struct run){at, at, length, 1, may_grow};
            continue;
        }
        sending.next[run->last] = at;
        run->last = at;
        run->count++;
        run->takes_more = length == run->length && run->count < MOST_SEGMENTS;
    }
    return runs;
}

/* Make one message of each run. */
static void join_runs(const struct mmsghdr *messages, int runs)
{
    struct iovec *vector = sending.vectors;
    for (int which = 0; which < runs; which++) {
        const struct run *run = &sending.runs[which];
        struct msghdr *joined = &sending.joined[which].msg_hdr;
        *joined = messages[run->first].msg_hdr;
        if (run->count == 1)
            continue;
        joined->msg_iov = vector;
        joined->msg_iovlen = (size_t)run->count;
        for (int at = run->first; at != NONE; at = sending.next[at])
            *vector++ = (struct iovec){messages[at].msg_hdr.msg_iov->iov_base, (size_t)length_of(&messages[at])};
        joined->msg_control = sending.controls[which].room;
        joined->msg_controllen = sizeof sending.controls[which].room;
        struct cmsghdr *control = CMSG_FIRSTHDR(joined);
        control->cmsg_level = SOL_UDP;
        control->cmsg_type = UDP_SEGMENT;
        control->cmsg_len = CMSG_LEN(sizeof(uint16_t));
        memcpy(CMSG_DATA(control), &(uint16_t){(uint16_t)run->length}, sizeof(uint16_t));
    }
}

/* Send message by message what the kernel would not take apart; return how many left. */
static int send_apart(int fd, struct mmsghdr *messages, const struct run *run)
{
    int sent = 0;
    for (int at = run->first; at != NONE; at = sending.next[at])
        sent += sendmmsg(fd, &messages[at], 1, 0) == 1;
    return sent;
}

/* Note how many runs have left; return how many messages that were. */
static int count_sent(int from, int until)
{
    int sent = 0;
    for (int at = from; at < until; at++) {
        sent += sending.runs[at].count;
        if (sending.runs[at].count > 1)
            refusals = 0;
    }
    return sent;
}

/* As fan_out.send_in_python: all there is room for; a place that cannot be reached costs the others nothing. */
static int send_runs(int fd, struct mmsghdr *messages, int runs)
{
    int sent = 0;
    for (int at = 0; at < runs;) {
        int done = sendmmsg(fd, &sending.joined[at], (unsigned)(runs - at), 0);
        if (done > 0) {
            sent += count_sent(at, at + done);
            at += done;
            continue;
        }
        if (errno == EAGAIN || errno == ENOBUFS)
            break;
        /* A device without checksums or a path through IPsec; a socket without checksums; a path that carries less. */
        if (sending.runs[at].count > 1 && (errno == EIO || errno == EINVAL || errno == EMSGSIZE)) {
            if (++refusals == MOST_REFUSALS)
                kernel_takes_apart = 0;
            sent += send_apart(fd, messages, &sending.runs[at]);
        }
        at++;
    }
    return sent;
}

static PyObject *send_batch(PyObject *Py_UNUSED(self), PyObject *arguments)
{
    int fd, count;
    unsigned long long headers;
    if (!PyArg_ParseTuple(arguments, "iKi", &fd, &headers, &count))
        return NULL;
    if (headers == 0 || count < 0 || count > MOST_MESSAGES) {
        PyErr_SetString(PyExc_ValueError, "not a batch");
        return NULL;
    }
    struct mmsghdr *messages = (struct mmsghdr *)(uintptr_t)headers;
    int runs = find_runs(messages, count);
    join_runs(messages, runs);
    return PyLong_FromLong(send_runs(fd, messages, runs));
}

/* Ask the kernel whether it knows how to take messages apart, and forget what it has refused. */
static PyObject *begin_to_join(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(none))
{
    int size, fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    socklen_t length = sizeof size;
    kernel_takes_apart = fd >= 0 && getsockopt(fd, SOL_UDP, UDP_SEGMENT, &size, &length) == 0;
    refusals = 0;
    if (fd >= 0)
        close(fd);
    return PyBool_FromLong(kernel_takes_apart);
}

/* Learn where a class has its slots. Fails unless each is a plain one: a property would be called, not read. */
static int learn(struct layout *into, PyObject *type)
{
    if (!PyType_Check(type)) {
        PyErr_SetString(PyExc_TypeError, "not a class");
        return 0;
    }
    for (int which = 0; which < MOST_SLOTS && into->names[which] != NULL; which++) {
        PyObject *found = PyObject_GetAttrString(type, into->names[which]);
        if (found == NULL)
            return 0;
        PyMemberDef *member = Py_IS_TYPE(found, &PyMemberDescr_Type) ? ((PyMemberDescrObject *)found)->d_member : NULL;
        int is_slot = member != NULL && member->type == T_OBJECT_EX;
        if (is_slot)
            into->offsets[which] = member->offset;
        Py_DECREF(found);
        if (!is_slot) {
            PyErr_Format(PyExc_TypeError, "%.100s is not a slot", into->names[which]);
            return 0;
        }
    }
    into->type = (PyTypeObject *)type;
    return 1;
}

/* Learn everything anew, or nothing. The classes live as long as the module: they are kept for ever. */
static PyObject *bind_to(PyObject *Py_UNUSED(self), PyObject *arguments)
{
    struct binding next = bound;
    PyObject *packet, *turn, *line, *destination, *fan_out;
    unsigned long long seal;
    if (!PyArg_ParseTuple(arguments, "OOOOOKnn", &packet, &turn, &line, &destination, &fan_out, &seal, &next.batch,
                          &next.most_payload))
        return NULL;
    if (!learn(&next.packet, packet) || !learn(&next.turn, turn) || !learn(&next.line, line) ||
        !learn(&next.destination, destination) || !learn(&next.fan_out, fan_out))
        return NULL;
    if (seal == 0 || next.batch <= 0 || next.batch > MOST_MESSAGES) {
        PyErr_SetString(PyExc_TypeError, "no function to seal with, or no batch");
        return NULL;
    }
    PyObject *types[] = {packet, turn, line, destination, fan_out};
    for (size_t at = 0; at < sizeof types / sizeof *types; at++)
        Py_INCREF(types[at]);
    next.seal = (seal_function)(uintptr_t)seal;
    bound = next;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"forward", (PyCFunction)(void (*)(void))forward, METH_FASTCALL, "As forward_in_python."},
    {"bind_to", bind_to, METH_VARARGS, "bind_to(packet, turn, line, destination, fan_out, seal, batch, most_payload)"},
    {"send", send_batch, METH_VARARGS, "As send_in_python, but what goes to one place leaves together."},
    {"begin_to_join", begin_to_join, METH_NOARGS, "Say whether this kernel takes apart what `send` joins."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_forwarder", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__forwarder(void)
{
    line_name = PyUnicode_InternFromString("line");
    flush_name = PyUnicode_InternFromString("flush");
    return line_name != NULL && flush_name != NULL ? PyModule_Create(&module) : NULL;
}
