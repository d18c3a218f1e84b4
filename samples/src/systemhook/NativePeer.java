package com.example.systemhook;

/** A native method and a finalizer, neither of which CLDC lets an application have. */
class NativePeer {
    private int handle;

    NativePeer(int handle) {
        this.handle = handle;
    }

    native int read(int address);

    private native void release(int handle);

    protected void finalize() {
        if (handle != 0) {
            release(handle);
            handle = 0;
        }
    }
}
